"""Asks one address from many connections for a while, and tells requests a second and the 50th and 99th percentile."""

import asyncio
import json
import sys
import time


async def main(port: int, host: str, path: str, cookie: str, seconds: float, connections: int) -> None:
    request = (f"GET {path} HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\naccept-encoding: identity\r\n\r\n").encode()
    ends = time.perf_counter() + seconds
    taken: list[float] = []
    statuses: set[bytes] = set()

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (begun := time.perf_counter()) < ends:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            statuses.add(head[9:12])
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            await reader.readexactly(int(length.split(b":")[1]))
            taken.append(time.perf_counter() - begun)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(connections)))
    taken.sort()
    told = {
        "rps": len(taken) / seconds,
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p99_ms": taken[int(len(taken) * 0.99)] * 1000,
        "requests": len(taken),
        "statuses": sorted(one.decode() for one in statuses),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    port_, host_, path_, cookie_, seconds_, connections_ = sys.argv[1:]
    asyncio.run(main(int(port_), host_, path_, cookie_, float(seconds_), int(connections_)))

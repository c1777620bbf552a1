// A real OpenID provider for the tests, in memory, on a free port of this machine. Argument: JSON with `clients`.
// Whoever types a login is somebody: `a@b.example` has that address, verified. A word before a slash makes another
// subject of the same address (`other/a@b.example`), and says how much is known of it: `unverified/`, `nameless/`.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { clients } = JSON.parse(process.argv[2]);
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', kid: 'of the tests' };

function claimsOf(login) {
  const [word, address] = login.includes('/') ? login.split('/') : ['', login];
  if (word === 'nameless') return { sub: login };
  return { sub: login, email: address, email_verified: word !== 'unverified', name: `Invented ${address.split('@')[0]}` };
}

const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients,
    jwks: { keys: [key] },
    cookies: { keys: ['a throw-away key'] },
    claims: { email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => claimsOf(sub) }),
  });
  server.on('request', provider.callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});

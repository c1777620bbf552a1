"""The faces: what people see, by who looks at them."""

# expect: GP0109
f(x))

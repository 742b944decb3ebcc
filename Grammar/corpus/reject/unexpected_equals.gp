# expect: GP0105
f(a, c) = d = e

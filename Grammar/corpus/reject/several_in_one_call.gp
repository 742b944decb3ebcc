# expect: GP0107 GP0106 GP0126
f(a b, *, n = 1, 2)

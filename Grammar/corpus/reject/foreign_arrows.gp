# expect: GP0104 GP0104 GP0104
f(x) -> x^2
x += 1
a => b

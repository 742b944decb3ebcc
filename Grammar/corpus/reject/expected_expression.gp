# expect: GP0106 GP0106 GP0106
a = )
c + * d
f(, 2)

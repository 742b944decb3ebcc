# expect: GP0107 GP0108 GP0105 GP0106
a = 2 k
b = f(1, 2
c = 3 = 4
d = 5 *

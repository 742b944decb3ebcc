# expect: GP0112
a + b = 2

# expect: GP0112
1 = 2

# expect: GP0105
x = (1, 2)

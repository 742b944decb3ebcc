# expect: GP0101
x = 1  2

# expect: GP0101
x = a : b

# expect: GP0105
x = 3 +
y = 4

# expect: GP0112
xs[1] = 2

# expect: GP0125
train(p, steps = 1, steps = 2)

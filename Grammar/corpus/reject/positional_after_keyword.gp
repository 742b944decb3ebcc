# expect: GP0126
train(p, steps = 1, moons)

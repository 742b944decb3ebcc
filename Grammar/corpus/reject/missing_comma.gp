# expect: GP0105 GP0107 GP0107 GP0105
G(r = 1 t = 1)
two_moons(n = 4000, noise 0.05)
train(yukawa moons)
check yukawa(m = 2) details = true

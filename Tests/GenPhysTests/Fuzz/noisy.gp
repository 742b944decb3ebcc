M = train(poisson, two_moons(n = 50), steps = 3, width = 8);
sample(M, n = 5, noise = 1e300)

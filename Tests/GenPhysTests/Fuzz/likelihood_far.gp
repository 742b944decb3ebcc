M = train(poisson, two_moons(n = 50), steps = 3, width = 8);
log_likelihood(M, [1e300, 0])

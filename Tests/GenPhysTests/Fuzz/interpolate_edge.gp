M = train(poisson, two_moons(n = 50), steps = 3, width = 8);
interpolate(M, [1e308, 1e308], [-1e308, 1e308])

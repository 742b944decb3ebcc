interpolate(poisson, [1e300, 0], [1, 1], data = two_moons(n = 20))

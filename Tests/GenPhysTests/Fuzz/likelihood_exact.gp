log_likelihood(poisson, [[1e300, 0]], data = two_moons(n = 20))

sample(green(poisson, dim = 2), n = 10, t = 1e300)

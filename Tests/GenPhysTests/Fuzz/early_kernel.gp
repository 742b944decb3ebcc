sample(green(yukawa, dim = 2), n = 10, t = 1e-300)

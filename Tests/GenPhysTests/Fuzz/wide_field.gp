sample(poisson, data = data([[1e150, 0], [-1e150, 1], [0, 1e150]]), n = 5)

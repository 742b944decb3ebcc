pde p1(a = 1e100) { equation dtt(phi) = 100*lap(phi) - 3*phi }
mass(green(damp(p1)), t = 100)

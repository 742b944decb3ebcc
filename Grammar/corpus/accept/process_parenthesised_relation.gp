pde p { (omega) = k^2; omega(k) - 1 = 2 }

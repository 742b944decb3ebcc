pde p { omega = -i*(k^2-1e300)/(1e-300+k^2) }
check(p)

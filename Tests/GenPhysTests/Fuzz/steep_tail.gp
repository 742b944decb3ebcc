pde p { omega = -i*(1e300*k^4-k^2)/(1+k^2) }
check(p)

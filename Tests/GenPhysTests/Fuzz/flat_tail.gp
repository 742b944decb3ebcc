pde p { omega = -i*(k^4-k^2)/(1+1e300*k^2) }
check(p)
plot(dispersion(p))

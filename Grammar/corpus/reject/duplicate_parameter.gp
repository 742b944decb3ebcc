# expect: GP0124 GP0124
pde p(m = 1, m = 2) { omega = -i*k }
f(r, r) = r

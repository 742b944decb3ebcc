# expect: GP0122
pde p { omega(k) = -i*k }

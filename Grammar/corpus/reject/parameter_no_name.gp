# expect: GP0110
pde p(1) { omega = -i*k }

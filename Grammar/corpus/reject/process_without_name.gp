# expect: GP0110
pde { omega = -i*k }

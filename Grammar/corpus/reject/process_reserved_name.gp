# expect: GP0110
pde and { omega = -i*k }

# expect: GP0104
pde p { omega = -i*k**2 }

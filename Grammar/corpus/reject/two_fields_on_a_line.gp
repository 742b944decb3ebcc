# expect: GP0105
pde p { omega = -i*k^2 source = 0 }

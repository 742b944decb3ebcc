# expect: GP0105
pde p { omega = k, -k }

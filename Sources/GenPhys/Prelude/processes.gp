# The processes every session knows.
pde diffusion { omega = -i*k^2 }

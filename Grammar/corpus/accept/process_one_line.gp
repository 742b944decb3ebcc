pde diffusion { omega = -i*k^2 }

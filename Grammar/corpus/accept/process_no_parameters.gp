pde p() { omega = -i*k }

# %% Declare
pde heat { omega = -i*k^2 }

# %%
x = 1
y = 2
#%% Plot
plot(x)

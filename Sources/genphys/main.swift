print("genphys")

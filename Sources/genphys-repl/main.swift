print("genphys-repl")

:vars
:reset
:load session.gp
:save my file.gp # not a comment
:time sample(model, n = 10)
:explain GP0101
:help
  :help train
:quit

# Refuses `Int(x)` of a floating-point number: it ends the process where x is NaN, infinite or too large.
# Write Int(saturating: x), of GenPhysSupport, or Int(exactly: x) where nil is an answer.
#
# Usage: awk -f Scripts/conversions.awk FILES FILES. The files are named twice: the first reading notes
# which names are floating-point numbers, by declaration or by what is assigned to them. A call is judged
# by its text:
#   - signs of floating point in it, such as .rounded(), exp(), a decimal point, or a division;
#   - a name that this file declares or assigns as a floating-point number, and not as an integer;
#   - the last member of a path, declared as a Double somewhere and nowhere as an integer.
# `// integer: REASON` at the end of a line allows it.

BEGIN {
  signs = "rounded\\(|exp\\(|log[0-9]*\\(|pow\\(|sqrt\\(|hypot\\(|squareRoot|floor\\(|ceil\\(|atan2|Double\\(|Float\\(|clamped|significand|[0-9]\\.[0-9]|[0-9]e-?[0-9]|0x[0-9]*p| \\/ |fraction\\("
}

# Whether an expression computes with floating-point numbers, as far as this file shows.
function floats(text,    rest, word) {
  if (text ~ /^(U?Int(8|16|32|64)?|String)\(/) return 0
  gsub(/ \/ [a-z]*count[^a-z]/, " ", text)
  if (text ~ signs) return 1
  rest = text
  while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
    word = substr(rest, RSTART, RLENGTH)
    if (((FILENAME, word) in realHere) && !((FILENAME, word) in integerHere) && substr(rest, RSTART + RLENGTH, 1) !~ /[:.([]/) return 1
    rest = substr(rest, RSTART + RLENGTH)
  }
  return 0
}

function refuse(call) {
  print FILENAME ":" FNR ": " call "…) may end the process; see Scripts/conversions.awk"
  failed = 1
}

FNR == 1 { pass[FILENAME]++; pending = "" }

{ sub(/^[ \t]*\/\/\/?.*/, "") }

# First reading: names and their types.
pass[FILENAME] == 1 {
  text = $0
  while (match(text, /[A-Za-z_][A-Za-z0-9_]*: *(\[)?(Double|Float|U?Int(8|16|32|64)?|String|Substring)[^A-Za-z0-9]/)) {
    split(substr(text, RSTART, RLENGTH), part, /: */)
    name = part[1]
    if (part[2] ~ /^\[?(Double|Float)/) {
      real[name] = 1
      realHere[FILENAME, name] = 1
    } else {
      integerHere[FILENAME, name] = 1
      integerAnywhere[name] = 1
    }
    text = substr(text, RSTART + RLENGTH - 1)
  }
  if (match($0, /(let|var) [A-Za-z_][A-Za-z0-9_]* = /)) {
    name = substr($0, RSTART + 4, RLENGTH - 7)
    if (floats(substr($0, RSTART + RLENGTH))) realHere[FILENAME, name] = 1
  } else if (match($0, /(let|var) \([^()]*\) = /)) {
    count = split(substr($0, RSTART + 5, RLENGTH - 9), part, /, */)
    if (floats(substr($0, RSTART + RLENGTH))) {
      for (i = 1; i <= count; i++) realHere[FILENAME, part[i]] = 1
    }
  }
  next
}

# Second reading: calls. One that goes on in the next line is judged with it.
{
  line = pending $0
  pending = ""
  if ($0 ~ /\/\/ integer: [^ ]/) next
  rest = line
  while (match(rest, /(^|[^A-Za-z0-9_.]|\.\.\.|\.\.<)U?Int(8|16|32|64)?\(/)) {
    call = substr(rest, RSTART, RLENGTH)
    sub(/^[^UI]+/, "", call)
    rest = substr(rest, RSTART + RLENGTH)
    depth = 1
    for (i = 1; i <= length(rest) && depth > 0; i++) {
      letter = substr(rest, i, 1)
      depth += letter == "(" ? 1 : letter == ")" ? -1 : 0
    }
    if (depth > 0) {
      if (length(line) < 1000) { pending = substr(line, length(line) - length(rest) - length(call) + 1) " " }
      break
    }
    argument = substr(rest, 1, i - 2)
    gsub(/^[ \t]+|[ \t]+$/, "", argument)
    if (argument ~ /^[a-zA-Z]+:/ || argument ~ /^-?[0-9][0-9_.]*(e[0-9]+)?$/ || argument ~ /, radix: /) continue
    # Other types are mostly made of integers, which are divided and subtracted.
    if (call !~ /^Int\($/) gsub(/ \/ /, " ", argument)
    if (argument ~ signs || argument == "self") {
      refuse(call)
    } else if (call ~ /^Int\($/ && floats(argument)) {
      refuse(call)
    } else if (call ~ /^Int\($/ && match(argument, /^([A-Za-z_$][A-Za-z0-9_$]*\.)+[A-Za-z_][A-Za-z0-9_]*( |$)/)) {
      name = substr(argument, RSTART, RLENGTH)
      sub(/^.*\./, "", name)
      sub(/ $/, "", name)
      if (name != "magnitude" && name in real && (!(name in integerAnywhere) || argument ~ / \* /)) refuse(call)
    }
  }
}

END { exit failed }

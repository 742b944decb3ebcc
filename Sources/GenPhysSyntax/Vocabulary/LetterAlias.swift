/// Letters that names may hold and that stand for an ASCII spelling: `ω` is `omega`, `ω₀` `omega0`.
package enum LetterAlias {
  /// The ASCII spelling of each letter.
  package static let spellings: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [:]
    for (letters, spelling) in greek {
      for letter in letters.unicodeScalars { table[letter] = spelling }
    }
    for (digit, letter) in "₀₁₂₃₄₅₆₇₈₉".unicodeScalars.enumerated() {
      table[letter] = String(digit)
    }
    table["ₜ"] = "t"
    table["∂"] = "d"
    table["∞"] = "inf"
    return table
  }()

  /// The digits of superscripts with their ASCII spelling.
  package static let superscripts: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = ["⁻": "-"]
    for (digit, letter) in "⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars.enumerated() {
      table[letter] = String(digit)
    }
    return table
  }()

  /// The letters of the Greek alphabet, with their typographic variants, and their names.
  private static let greek: [(letters: String, spelling: String)] = [
    ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("εϵ", "eps"), ("ζ", "zeta"),
    ("η", "eta"), ("θϑ", "theta"), ("ι", "iota"), ("κϰ", "kappa"), ("λ", "lambda"),
    ("μ\u{B5}", "mu"), ("ν", "nu"), ("ξ", "xi"), ("ο", "omicron"), ("πϖ", "pi"), ("ρϱ", "rho"),
    ("σς", "sigma"), ("τ", "tau"), ("υ", "upsilon"), ("φϕ", "phi"), ("χ", "chi"), ("ψ", "psi"),
    ("ω", "omega"), ("Γ", "Gamma"), ("Δ∆", "Delta"), ("Θ", "Theta"), ("Λ", "Lambda"), ("Ξ", "Xi"),
    ("Π", "Pi"), ("Σ", "Sigma"), ("Φ", "Phi"), ("Ψ", "Psi"), ("Ω\u{2126}", "Omega"),
  ]
}

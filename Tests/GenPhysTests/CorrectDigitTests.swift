import GenPhys
import Testing

/// What is printed with an error has a digit that holds, or says that it has none.
@Suite struct CorrectDigitTests {
  private func printed(_ text: String) throws -> String {
    var notebook = try Notebook()
    return notebook.run(text)
  }

  @Test func valuesWithoutDigitsAreErrors() throws {
    let text = try printed(
      "green(flip_mass(yukawa_uniform), method = \"rigorous\")(r = 10, t = 10)")
    #expect(text.contains("GP0403") && text.contains("density has no correct digit at r = 10"))
  }

  @Test func zerosAreShownWithinTheirErrors() throws {
    // Certainly small beside the peak.
    let far = try printed("green(poisson, dim = 1, method = \"quadrature\")(r = 0, t = 1)")
    #expect(far.hasPrefix("0.3183098861"))
    #expect(try printed("survival(green(diffusion, dim = 1), r = 1000)") == "0 ± 5e-324\n")
    #expect(try printed("growth(green(diffusion), r = 1)") == "0\n")
    #expect(try printed("velocity(green(diffusion), r = 0)") == "0\n")
    #expect(try printed("green(dissipative_wave, dim = 1)(r = 2, t = 1)") == "0\n")
    #expect(try printed("cdf(green(poisson), r = 0)") == "0\n")
  }

  @Test func tailsOfQuantiles() throws {
    #expect(
      try printed("quantile(green(fractional(alpha = 0.5), dim = 1), q = 0.999999)")
        .hasPrefix("6366191357"))
    #expect(
      try printed("quantile(green(poisson, dim = 1), tail = [1e-6, 1e-15])")
        .hasPrefix("[636619.772367 ± "))
    #expect(
      try printed("survival(green(poisson, dim = 1), r = [1, 1e100])").hasPrefix("[0.5 ± "))
  }

  @Test(arguments: ["q = 0", "q = 1", "q = 2", "tail = 0", "tail = 1", "tail = -1"])
  func sharesOutsideTheirRange(argument: String) throws {
    let text = try printed("quantile(green(diffusion), \(argument))")
    #expect(text.contains("GP0401") && text.contains("must lie between 0 and 1"), "\(text)")
  }

  @Test func onlyOneShareMayBeGiven() throws {
    let text = try printed("quantile(green(diffusion), q = 0.9, tail = 0.1)")
    #expect(text.contains("'q' has no meaning here: 'tail' is 1 - q"))
  }
}

import GenPhys
import GenPhysEngine
import GenPhysSyntax
import Testing

/// Every diagnostic that is found after parsing is shown by a script, as a person would see it.
@Suite struct DiagnosticTests {
  /// A script, and what it must say first.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let code: DiagnosticCode
    let script: String
    var testDescription: String { name }

    init(_ name: String, _ code: DiagnosticCode, _ script: String) {
      self.name = name
      self.code = code
      self.script = script
    }
  }

  static let cases: [Case] = [
    Case("unknown_name", .unknownName, "mooons = two_moons()\nplot(moons)"),
    Case("unknown_function", .unknownName, "smaple(diffusion)"),
    Case("unknown_name_in_formula", .unknownName, "pde q { omega = -i*kk^2 }"),
    Case("unknown_help", .unknownName, "?trian"),
    Case("too_many_arguments", .wrongArity, "sqrt(1, 2)"),
    Case("too_few_arguments", .wrongArity, "train(diffusion)"),
    Case(
      "parameter_without_value", .wrongArity,
      "pde q(a) { omega = -i*(k^2 + (a - 1)*k) }\ngreen(q, dim = 2)"),
    Case(
      "parameters_without_values", .wrongArity,
      "pde q(a, b, c = 2) { omega = -i*(k^2 + (a - 1)*k^b + k) }\ntrain(q, two_moons(n = 50))"),
    Case("unknown_label", .unknownLabel, "two_moons(noize = 0.1)"),
    Case("unknown_parameter", .unknownLabel, "check yukawa(mass = 2)"),
    Case("kind_mismatch", .kindMismatch, "train(two_moons(), diffusion)"),
    Case("function_as_value", .kindMismatch, "x = plot"),
    Case("string_plus_number", .kindMismatch, "\"a\" + 1"),
    Case("not_callable", .notCallable, "a = 2\na(k + 1)"),
    Case("name_taken", .nameTaken, "sample = 3"),
    Case("constant_taken", .nameTaken, "pi = 3"),
    Case("no_dispersion", .missingDispersion, "pde q { source = -phi }"),
    Case("not_a_formula", .notAFormula, "pde q { omega = [k, k] }"),
    Case("string_in_formula", .notAFormula, "pde q { omega = \"k\" }"),
    Case("nonlinear_source", .sourceNotLinear, "pde q {\n  omega = -i*k^2\n  source = phi^2\n}"),
    Case(
      "quartic_dispersion", .notYetSupported,
      "pde q { omega^4 + 2i*omega^3 + omega*k^2 = k^2 + k^4 }"),
    Case("equation_without_field", .invalidEquation, "pde q { equation dt(1) = lap(1) }"),
    Case("equation_other_field", .unknownName, "pde q { equation dt(u) = lap(u) }"),
    Case(
      "equation_nonlinear", .invalidEquation,
      "pde q {\n  equation dt(phi) = lap(phi) + phi - phi^2\n}"),
    Case("equation_sine", .invalidEquation, "pde q { equation dtt(phi) = lap(phi) - sin(phi) }"),
    Case("equation_inhomogeneous", .invalidEquation, "pde q { equation dt(phi) = lap(phi) + 1 }"),
    Case("equation_static", .invalidEquation, "pde q(m = 1) { equation lap(phi) = m^2*phi }"),
    Case("equation_gradient", .unknownName, "pde q { equation dt(phi) = dxx(phi) }"),
    Case("equation_root", .invalidEquation, "pde q { equation sqrt(dt)*phi = lap(phi) }"),
    Case("equation_time", .invalidEquation, "pde q { equation dtt(phi) = t*lap(phi) }"),
    Case("equation_inner_time", .invalidEquation, "pde q { equation dt(t*phi) = lap(phi) }"),
    Case("equation_no_laplacian", .invalidEquation, "pde q { equation dtt(phi) = -phi }"),
    Case(
      "two_dispersions", .invalidEquation,
      "pde q {\n  omega = -i*k^2\n  equation dt(phi) = lap(phi)\n}"),
    Case("relation_without_omega", .invalidEquation, "pde q { k^2 + 1 = 2*k }"),
    Case("relation_transcendental", .invalidEquation, "pde q { exp(omega) = k }"),
    Case("signs_in_source", .notAFormula, "pde q { omega = -i*k; source = ±p }"),
    Case("nothing_to_damp", .processUnusable, "damp(diffusion)"),
    Case("no_mass", .processUnusable, "check flip_mass(diffusion)"),
    Case("negative_viscosity", .outOfRange, "viscous(wave, nu = -1)"),
    Case("reserved_variable", .reservedVariable, "pde q(k = 1) { omega = -i*k^2 }"),
    Case("process_unusable", .processUnusable, "pde q(m = 0) { omega = -i*k^2/m }"),
    Case("whole_number", .outOfRange, "linspace(0, 1, n = 2.5)"),
    Case("choice", .outOfRange, "sample(diffusion, data = two_moons(n = 50), solver = \"heum\")"),
    Case("index", .outOfRange, "x = [1, 2, 3]\nx[4]"),
    Case("endless_recursion", .outOfRange, "f(x) = f(x + 1)\nf(0)"),
    Case("negative_time", .kernelUnavailable, "G = green(diffusion, dim = 2)\nG(r = 1, t = -1)"),
    Case("division_by_zero", .undefined, "1/0"),
    Case("empty_mean", .undefined, "mean([])"),
    Case("no_kernel", .kernelUnavailable, "green(wave, dim = 2)(r = 1, t = 1)"),
    Case("not_generative", .notGenerative, "train(wave, two_moons(n = 100))"),
    Case(
      "diverged", .computationFailed,
      "train(diffusion, two_moons(n = 100), steps = 40, width = 16, learning_rate = 1e30)"),
    Case(
      "too_large", .tooLarge, "train(diffusion, two_moons(n = 100), width = 65536, layers = 64)"),
    Case("file_not_found", .fileNotFound, "load(\"nowhere.csv\")"),
    Case("folder_as_file", .fileNotFound, "load(\"folder.csv\")"),
    Case("ragged_rows", .invalidData, "load(\"ragged.csv\")"),
    Case("not_a_number", .invalidData, "load(\"nan.csv\")"),
    Case("empty_file", .invalidData, "load(\"empty.csv\")"),
    Case("truncated_npy", .invalidData, "load(\"truncated.npy\")"),
    Case("damaged_model", .invalidData, "load(\"damaged.safetensors\")"),
    Case(
      "other_training", .checkpointMismatch,
      """
      f(seed) = train(diffusion, two_moons(n = 50), steps = 2, width = 8, seed = seed, \
      checkpoint = "m.safetensors")
      f(0);
      f(1)
      """),
    Case("path_not_allowed", .pathNotAllowed, "load(\"/etc/passwd.csv\")"),
    Case("path_above", .pathNotAllowed, "save(\"../x.csv\", two_moons(n = 10))"),
    Case("unknown_format", .unknownFormat, "save(\"x.docx\", two_moons(n = 10))"),
    Case("no_extension", .unknownFormat, "load(\"data\")"),
    Case("not_written", .fileNotWritten, "save(\"ragged.csv/x.csv\", two_moons(n = 10))"),
  ]

  @Test(arguments: cases)
  func shows(example: Case) throws {
    var notebook = try Notebook()
    let folder = notebook.folder
    try folder.write("x,y\n1,2\n3\n".utf8, to: "ragged.csv")
    try folder.write("x,y\n1,2\n3,nan\n".utf8, to: "nan.csv")
    try folder.write("".utf8, to: "empty.csv")
    try folder.write([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], to: "truncated.npy")
    try folder.write("{\"weights\": 3}".utf8, to: "damaged.safetensors")
    try folder.makeFolder("folder.csv")
    let printed = notebook.run(example.script, name: "\(example.name).gp")
    #expect(printed.contains("error[\(example.code)]"), "\(printed)")
    // How much memory there is, and how many threads need some, depends on the machine.
    let shown = printed.replacing(
      /need [0-9.]+ [A-Z]+, more than the [0-9.]+ [A-Z]+/,
      with: "need # TB, more than the # GB")
    try Repository.expectGolden(
      "\(example.script)\n\n\(shown)",
      "Tests/GenPhysTests/Golden/diagnostics/\(example.name).txt")
  }

  @Test func cancellationIsShown() throws {
    var notebook = try Notebook()
    notebook.session.settings.monitor = RunMonitor(isCancelled: { true })
    let printed = notebook.run("train(diffusion, two_moons(n = 100))", name: "cancelled.gp")
    try Repository.expectGolden(printed, "Tests/GenPhysTests/Golden/diagnostics/cancelled.txt")
  }

  @Test(arguments: DiagnosticCode.allCases.filter { !$0.isSyntactic && $0 != .cancelled })
  func everyCodeHasACase(code: DiagnosticCode) {
    #expect(Self.cases.contains { $0.code == code }, "no script shows \(code)")
  }
}

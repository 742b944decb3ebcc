internal import GenPhysEngine
internal import GenPhysNumerics
internal import GenPhysPlot
internal import GenPhysSyntax
internal import GenPhysTheory

extension Library {
  /// Figures; save them with `save("name.png", …)`.
  static let figureBuiltins: [Builtin] = [
    Builtin(
      name: "plot", topic: .figure,
      summary:
        "Draws points, a dispersion relation, a Green's function, a model, a function or a sweep.",
      parameters: [
        .init(
          "x", [.points, .dispersion, .kernel, .model, .function, .list, .process, .sweep],
          variadic: true,
          "what to draw; several share a panel where they can; of more than a million points as many"
        ),
        .init("t", [.number, .list], default: "[0.1, 1, 10]", "times, for Green's functions"),
        .init(
          "over", .list, default: "chosen",
          "where to draw a function or a kernel: a range [from, to], or three places and more"),
        .init("title", .string, default: "none", "a heading"),
        .init("log", .boolean, default: "chosen", "logarithmic axes, for kernels and functions"),
        .init(
          "tails", .boolean, default: "false", "kernels out to where they are 1e-60 of the peak"),
        .init("ratio", .boolean, default: "false", "kernels divided by the first one"),
      ], result: .figure,
      examples: ["plot(two_moons(n = 200))", "plot(dispersion(yukawa))"]
    ) { arguments, evaluation throws(Fault) in
      .figure(try FigureBuilder(arguments: arguments, evaluation: evaluation).plot())
    },
    Builtin(
      name: "images", topic: .figure,
      summary: "Draws points as small square images, such as handwritten digits.",
      parameters: [
        .init("x", .points, "points whose number of coordinates is a square"),
        .init("n", .number, default: "64", "how many, from the first"),
        .init("columns", .number, default: "chosen", "images in a row"),
        .init("range", .list, default: "of the images", "the values shown white and black"),
        .init("title", .string, default: "none", "a heading"),
      ], result: .figure, examples: []
    ) { arguments, evaluation throws(Fault) in
      .figure(try FigureBuilder(arguments: arguments, evaluation: evaluation).images())
    },
    Builtin(
      name: "vector_field", topic: .figure,
      summary: "Draws the velocity of a model, or of the exact field of a process, in the plane.",
      parameters: [
        .init("source", [.model, .process], "a model, or a process together with data"),
        .init("data", .points, default: "none", "the points of the exact field"),
        .init(
          "t", .number, default: "1",
          "the time, > 0; lengths are the data's, or deviations of columns that differ in scale"),
        .init("title", .string, default: "none", "a heading"),
      ], result: .figure,
      examples: ["vector_field(poisson, data = two_moons(n = 200), t = 0.3)"]
    ) { arguments, evaluation throws(Fault) in
      .figure(try FigureBuilder(arguments: arguments, evaluation: evaluation).vectorField())
    },
    Builtin(
      name: "trajectories", topic: .figure,
      summary: "Draws the paths of samples from noise to data, in the plane.",
      parameters: [
        .init("samples", .samples, "samples drawn with trajectory = true"),
        .init("n", .number, default: "60", "how many paths"),
        .init("title", .string, default: "none", "a heading"),
      ], result: .figure,
      examples: [
        "trajectories(sample(poisson, data = two_moons(n = 200), n = 40, trajectory = true))"
      ]
    ) { arguments, evaluation throws(Fault) in
      .figure(try FigureBuilder(arguments: arguments, evaluation: evaluation).trajectories())
    },
    Builtin(
      name: "animate", topic: .figure,
      summary: "Shows samples on their way from noise to data, or Green's functions in time.",
      parameters: [
        .init(
          "x", [.samples, .kernel, .data], variadic: true,
          "samples of the plane drawn with trajectory = true, and points to lie below them; or "
            + "Green's functions"),
        .init("t", .list, default: "41 from 0.1 to 10", "times, for Green's functions"),
        .init(
          "over", .list, default: "chosen",
          "where to draw a Green's function: a range [from, to], or three places and more"),
        .init("rate", .number, default: "10", "frames a second, at most 50"),
        .init("title", .string, default: "none", "a heading"),
        .init("log", .boolean, default: "true", "logarithmic axes, for Green's functions"),
      ], result: .animation,
      examples: [
        "save(\"flow.gif\", animate(sample(poisson, data = two_moons(n = 200), n = 300, trajectory = true)))",
        "animate(green(poisson), t = [0.1, 0.2, 0.5, 1])",
      ]
    ) { arguments, evaluation throws(Fault) in
      .animation(try FigureBuilder(arguments: arguments, evaluation: evaluation).animation())
    },
  ]
}

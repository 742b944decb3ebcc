import GenPhys
import GenPhysEngine
import GenPhysSyntax
import Testing

/// Likelihood, editing and experiments, as a user of the language meets them.
@Suite struct ExperimentTests {
  @Test func likelihoodsHaveErrors() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      far = log_likelihood(diffusion, [[0, 0.5], [9, 9]], data = two_moons(n = 200))
      far[1] > far[2]
      far[1]
      mean(log_likelihood(poisson, two_moons(n = 20), data = two_moons(n = 50))) > 0
      """)
    #expect(printed.contains("true\n") && printed.contains(" ± "), "\(printed)")
    #expect(!printed.contains("error"), "\(printed)")
    #expect(
      notebook.run("log_likelihood(diffusion, [1, 2, 3], data = two_moons(n = 50))")
        .contains("GP0502"))
    #expect(
      notebook.run("log_likelihood(diffusion, [], data = two_moons(n = 50))")
        .contains("GP0502"))
    #expect(
      notebook.run("log_likelihood(diffusion, [[1], [2, 3]], data = two_moons(n = 50))")
        .contains("GP0502"))
  }

  @Test func waysKeepTheirEnds() throws {
    var notebook = try Notebook()
    _ = notebook.run(
      "d = two_moons(n = 20)\nw = interpolate(diffusion, [0, 0], [1, 1], n = 3, data = d)")
    #expect(notebook.run("w").contains("far from all data"))
    _ = notebook.run("save(\"way.csv\", w)\nback = load(\"way.csv\")")
    #expect(notebook.run("min(back)[1] <= 0 and max(back)[1] >= 1") == "true\n")
  }

  @Test func sweepsFindTheirBest() throws {
    var notebook = try Notebook()
    let printed = notebook.run(
      """
      moons = two_moons(n = 300)
      s = sweep(diffusion, moons, "noise", [0, 4], training = 0, seeds = 2, n = 200)
      s
      plot(s)
      """)
    #expect(printed.contains("diffusion: best at noise = 0"), "\(printed)")
    let curves = notebook.run(
      """
      model = train(diffusion, moons, steps = 20, width = 16)
      sweep([model, model], moons, "bits", [4, 8], seeds = 1, n = 100)
      sweep(model, moons, "steps", [4, 8], seeds = 1, n = 100)
      sweep(pfgmpp, moons, "D", [2, 8], training = 10, width = 8, seeds = 1, n = 100, bits = 8)
      """)
    #expect(!curves.contains("error"), "\(curves)")
    for (code, answer) in [
      ("sweep(model, moons, \"noize\", [1])", "did you mean 'noise'"),
      ("sweep(model, moons, \"bits\", [4.5])", "whole number"),
      ("sweep(pfgmpp, moons, \"bits\", [4], training = 0)", "no weights"),
      ("sweep([], moons, \"bits\", [4])", "nothing to sweep"),
      ("sweep([1], moons, \"bits\", [4])", "models or processes"),
      ("sweep(model, moons, \"bits\", [])", "finite numbers"),
      ("sweep(model, moons, \"noise\", [-1])", "noise must be"),
    ] {
      #expect(notebook.run(code).contains(answer), "\(code): \(notebook.run(code))")
    }
  }

  /// Two ways to follow births and deaths, and the gauge R = −m p of the same density, which has none:
  /// the masses of three unequal clusters come out the same.
  @Test(arguments: [1, 2])
  func birthsAgreeWithTheSourceFreeGauge(_ seed: Int) throws {
    var notebook = try Notebook()
    let ways = ["yukawa(m = 1)", "yukawa(m = 1), births = \"branching\"", "yukawa_uniform(m = 1)"]
    _ = notebook.run(
      "d = gaussian_mixture(means = [[-2, 0], [0, 1], [2, 0]], weights = [1, 2, 5], "
        + "sigma = 0.25, n = 800, seed = 3)")
    for way in ways {
      let script = Syntax.parse(
        SourceText(name: "way", "sample(\(way), data = d, n = 2000, seed = \(seed), steps = 150)"))
      let value = notebook.session.run(try #require(script.cells.first), in: script.source).value
      guard case .samples(let samples) = value else {
        Issue.record("\(way) gave \(value)")
        continue
      }
      #expect(samples.data.count == 2000)
      var counts = [0.0, 0, 0]
      for i in 0..<2000 {
        let x = samples.data.values[2 * i]
        counts[x < -1 ? 0 : x < 1 ? 1 : 2] += 1.0 / 2000
      }
      // The data's own shares differ from these by chance, two per cent at most.
      for (count, share) in zip(counts, [0.125, 0.25, 0.625]) {
        #expect((count - share).magnitude < 0.045, "\(way): \(counts)")
      }
      if way == ways[1] {
        let census = try #require(samples.census)
        #expect(census.births > 0 && census.deaths > 0 && census.resamplings == 0)
      }
      if let census = samples.census {
        // The mass law M(t) = e^(−m t); 34 steps miss it by a tenth.
        #expect((census.mass - 1).magnitude < 0.08, "\(way): mass \(census.mass)")
      }
    }
    #expect(
      notebook.run("sample(diffusion, data = d, n = 5, births = \"branching\")").contains(
        "nothing is born"))
    #expect(notebook.run("sample(yukawa, data = d, births = \"twins\")").contains("branching"))
  }

  @Test func solversHaveTheirOwnArguments() throws {
    var notebook = try Notebook()
    _ = notebook.run("moons = two_moons(n = 100)")
    for code in [
      "sample(diffusion, data = moons, n = 20, solver = \"sde\", churn = 10, steps = 20)",
      "sample(diffusion, data = moons, n = 20, solver = \"dopri5\", tolerance = 0.001)",
      "sample(poisson, data = moons, n = 20, temperature = 0.9, noise = 0.1)",
    ] {
      #expect(!notebook.run(code).contains("error"), "\(notebook.run(code))")
    }
    #expect(notebook.run("sample(poisson, data = moons, churn = 3)").contains("solver sde"))
    _ = notebook.run("model = train(diffusion, moons, steps = 5, width = 8)")
    for (code, label) in [
      ("sample(diffusion, data = moons, solver = \"dopri5\", steps = 5)", "steps"),
      ("sample(model, data = moons)", "data"), ("sample(model, t = 2)", "t"),
      ("sample(green(diffusion), data = moons)", "data"),
      ("sample(green(diffusion), steps = 5)", "steps"),
      ("log_likelihood(model, [[0, 0]], data = moons)", "data"),
      ("interpolate(model, [0, 0], [1, 1], data = moons)", "data"),
      ("sweep(model, moons, \"noise\", [0], noise = 1)", "noise"),
      ("sweep(model, moons, \"noise\", [0], training = 5)", "training"),
      ("plot(moons, t = 1)", "t"), ("plot([1, 2], over = [1, 2])", "over"),
    ] {
      let printed = notebook.run(code)
      #expect(printed.contains("'\(label)' has no meaning here"), "\(code): \(printed)")
    }
    #expect(
      notebook.run("sample(poisson, data = moons, solver = \"sde\")").contains("Gaussian kernel"))
  }
}

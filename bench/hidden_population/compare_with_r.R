# SparseMSE and, where it is installed, its successor MultipleSystemsEstimation on one table, in CPU seconds.
# Run by compare_with_r.py: Rscript compare_with_r.R table.csv replications
arguments <- commandArgs(trailingOnly = TRUE)
table <- as.matrix(read.csv(arguments[1], check.names = FALSE))
replications <- as.integer(arguments[2])

report <- function(package, estimate, seconds) {
  cat(sprintf('{"package": "%s", "version": "%s", "estimate": %.6f, "seconds": %.3f}\n',
              package, as.character(packageVersion(package)), estimate, seconds))
}

cpu <- function(expression) {
  before <- proc.time()
  value <- force(expression)
  after <- proc.time()
  list(value = value, seconds = sum((after - before)[c("user.self", "sys.self")]))
}

if (requireNamespace("SparseMSE", quietly = TRUE)) {
  run <- cpu(SparseMSE::estimatepopulation(table, nboot = replications, pthresh = 0.02, iseed = 1234, alpha = c(0.025, 0.05, 0.1, 0.16)))
  report("SparseMSE", as.numeric(run$value$popest), run$seconds)
} else {
  message("SparseMSE is not installed; nothing to compare with.")
}

if (requireNamespace("MultipleSystemsEstimation", quietly = TRUE)) {
  space <- asNamespace("MultipleSystemsEstimation")
  run <- cpu(space$estimate_population(table, method = "stepwise", nboot = replications))
  report("MultipleSystemsEstimation", as.numeric(unlist(run$value)[1]), run$seconds)
} else {
  message("MultipleSystemsEstimation is not installed.")
}

# Entry for people at the root: the workflow itself is workflow/Snakefile.
import sys


configfile: "config/default.yaml"


module suite:
    snakefile:
        "workflow/Snakefile"
    config:
        config


use rule * from suite


# Snakemake runs these hooks of the main Snakefile only.
onstart:
    from poincare.suite import running

    running.begin()


onerror:
    print(
        "The run stopped. Finished files are kept: repeat the command to resume.",
        file=sys.stderr,
    )

"""Who does work that comes in chunks: threads of this process, or the workers of a cluster.

`landscape.engines.protocol` says what work and an engine are, `local` has the threads, `dask` the
cluster, which is imported only when it is asked for.
"""

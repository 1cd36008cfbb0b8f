module deltaguard/bench/fanout

go 1.21

// A fan-out proxy as one would write it first: both origins are asked at once, both answers are awaited, decoded
// and compared without the ignored field, and the client gets the legacy's answer.
// Arguments: address to listen on, origin of the legacy, origin of the candidate, name of the ignored field.
package main

import (
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"
)

type answer struct {
	status int
	header http.Header
	body   []byte
	err    error
}

var client = &http.Client{
	Timeout:   30 * time.Second,
	Transport: &http.Transport{MaxIdleConnsPerHost: 512, MaxIdleConns: 1024, DisableCompression: true},
}

var differing atomic.Int64

func ask(request *http.Request, origin string) answer {
	call, err := http.NewRequestWithContext(request.Context(), request.Method, origin+request.URL.RequestURI(), nil)
	if err != nil {
		return answer{err: err}
	}
	call.Header = request.Header.Clone()
	response, err := client.Do(call)
	if err != nil {
		return answer{err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, body, err}
}

func equal(legacy, candidate []byte, ignored string) bool {
	var left, right any
	if json.Unmarshal(legacy, &left) != nil || json.Unmarshal(candidate, &right) != nil {
		return false
	}
	for _, side := range []any{left, right} {
		if object, ok := side.(map[string]any); ok {
			delete(object, ignored)
		}
	}
	return reflect.DeepEqual(left, right)
}

func main() {
	address, legacy, candidate, ignored := os.Args[1], os.Args[2], os.Args[3], os.Args[4]
	handler := func(writer http.ResponseWriter, request *http.Request) {
		shadow := make(chan answer, 1)
		go func() { shadow <- ask(request, candidate) }()
		primary := ask(request, legacy)
		other := <-shadow
		if primary.err != nil {
			http.Error(writer, primary.err.Error(), http.StatusBadGateway)
			return
		}
		if other.err != nil || other.status != primary.status || !equal(primary.body, other.body, ignored) {
			differing.Add(1)
		}
		for name, values := range primary.header {
			writer.Header()[name] = values
		}
		writer.Header().Set("Content-Length", strconv.Itoa(len(primary.body)))
		writer.Header().Set("Differing", strconv.FormatInt(differing.Load(), 10))
		writer.WriteHeader(primary.status)
		writer.Write(primary.body)
	}
	log.Fatal(http.ListenAndServe(address, http.HandlerFunc(handler)))
}

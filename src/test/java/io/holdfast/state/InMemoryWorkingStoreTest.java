package io.holdfast.state;

/** The fake keeps the contract too. */
class InMemoryWorkingStoreTest extends WorkingStoreContract {

    @Override
    protected WorkingStore.Factory stores() {
        return new InMemoryWorkingStore.Factory();
    }
}
